-- Sales of all shops: what is asked here names the shop.
CREATE TABLE sale (
  shop varchar(40) NOT NULL,
  order_id bigint NOT NULL,
  sold_on date NOT NULL,
  items integer NOT NULL,
  total_cents bigint NOT NULL,
  PRIMARY KEY (shop, order_id),
  INDEX sale_by_day (shop, sold_on)
);
