package dev.flexidb.spring.data.analytics;

import org.springframework.data.r2dbc.repository.R2dbcRepository;

/** Over the other database. */
public interface EventRepository extends R2dbcRepository<EventRow, Long> {}
