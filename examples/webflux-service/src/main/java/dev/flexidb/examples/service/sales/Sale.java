package dev.flexidb.examples.service.sales;

import java.time.Instant;

/** An order that was placed, as far as statistics mind. */
public record Sale(String shop, long orderId, Instant soldAt, int items, long totalCents) {}
