package dev.flexidb.examples.service.products;

/** Something that a shop sells, and how many of it are left. */
public record Product(String sku, String name, long priceCents, int stock) {}
