package dev.flexidb.benchmarks.runner;

/**
 * One way to do what others do in another way.
 *
 * @param name how a table calls it
 */
public record Case(String name, Operation operation) {}
