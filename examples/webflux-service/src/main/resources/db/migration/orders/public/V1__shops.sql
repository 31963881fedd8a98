CREATE TABLE shop (
  id text PRIMARY KEY,
  name text NOT NULL,
  since timestamptz NOT NULL DEFAULT now()
);
