-- So that a shop has something to sell on its first day.
INSERT INTO product (sku, name, price_cents, stock) VALUES
  ('mug', 'Mug', 1290, 100),
  ('notebook', 'Notebook', 650, 250),
  ('lamp', 'Desk lamp', 4900, 3);
