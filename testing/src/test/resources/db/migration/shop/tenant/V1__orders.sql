CREATE TABLE orders (id bigint PRIMARY KEY, item varchar(100) NOT NULL);
