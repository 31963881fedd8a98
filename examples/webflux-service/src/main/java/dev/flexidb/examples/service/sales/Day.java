package dev.flexidb.examples.service.sales;

import java.time.LocalDate;

/** What a shop has sold on one day (UTC). */
public record Day(LocalDate day, long orders, long items, long totalCents) {}
