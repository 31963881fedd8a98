package dev.flexidb.examples.service.orders;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** A row of the table {@code orders}; the server chooses the id. */
@Table("orders")
record Order(@Id @Nullable Long id, String customer, long totalCents, Instant placedAt) {}
