/** One small WebFlux service, written twice: with the starter, and with Spring Boot's own R2DBC. */
@NullMarked
package dev.flexidb.benchmarks.service;

import org.jspecify.annotations.NullMarked;
