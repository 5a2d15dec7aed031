mocban query heritage --example cq04-special-relics --to csv -o relics.csv
mocban query --endpoint https://mocban.example/sparql --example points-for-a-map
