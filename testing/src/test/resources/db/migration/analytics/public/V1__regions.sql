CREATE TABLE regions (name varchar(20));
INSERT INTO regions (name) VALUES ('north');
