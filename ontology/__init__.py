"""What words mean: vocabularies, IRIs, dates, Vietnamese text, shapes."""
