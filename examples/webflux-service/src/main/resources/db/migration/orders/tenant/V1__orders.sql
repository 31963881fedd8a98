CREATE TABLE product (
  sku text PRIMARY KEY,
  name text NOT NULL,
  price_cents bigint NOT NULL CHECK (price_cents >= 0),
  stock integer NOT NULL CHECK (stock >= 0)
);

CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer text NOT NULL,
  total_cents bigint NOT NULL,
  placed_at timestamptz NOT NULL
);

CREATE TABLE order_line (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id bigint NOT NULL REFERENCES orders,
  sku text NOT NULL REFERENCES product,
  quantity integer NOT NULL CHECK (quantity > 0),
  price_cents bigint NOT NULL
);

CREATE INDEX order_line_by_order ON order_line (order_id);
