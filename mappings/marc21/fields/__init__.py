"""What is made of the fields of bibliographic records; a module for each range of them."""
