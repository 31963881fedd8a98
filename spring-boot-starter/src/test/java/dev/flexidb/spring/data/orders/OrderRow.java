package dev.flexidb.spring.data.orders;

import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** A row of a tenant's table on PostgreSQL. */
@Table("orders")
public record OrderRow(@Id @Nullable Long id, String item) {}
