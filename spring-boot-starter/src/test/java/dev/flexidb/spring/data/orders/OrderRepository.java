package dev.flexidb.spring.data.orders;

import org.springframework.data.r2dbc.repository.R2dbcRepository;

/** Over the database that is the default, so nobody says which. */
public interface OrderRepository extends R2dbcRepository<OrderRow, Long> {}
