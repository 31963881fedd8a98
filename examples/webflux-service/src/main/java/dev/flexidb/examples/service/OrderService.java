package dev.flexidb.examples.service;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Shops sign up, sell, look at their figures, and leave. Orders are in PostgreSQL, each shop's in a
 * schema of its own; sales are in MariaDB, where all shops share one table.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class OrderService {

  public static void main(String[] args) {
    SpringApplication.run(OrderService.class, args);
  }
}
