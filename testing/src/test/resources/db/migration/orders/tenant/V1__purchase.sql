CREATE TABLE purchase (item varchar(40) NOT NULL);
