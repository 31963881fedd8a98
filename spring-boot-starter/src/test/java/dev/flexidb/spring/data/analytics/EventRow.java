package dev.flexidb.spring.data.analytics;

import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** A row of a shared table on MariaDB. */
@Table("events")
public record EventRow(@Id @Nullable Long id, String action) {}
