CREATE TABLE plans (name varchar(100) NOT NULL);
INSERT INTO plans (name) VALUES ('gold');
