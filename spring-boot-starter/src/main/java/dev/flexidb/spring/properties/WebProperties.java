package dev.flexidb.spring.properties;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What else is done for requests. Immutable.
 *
 * @param causality Whether reads of a request see its own writes, on replicas too.
 * @param problems Whether a request is told by status and problem detail that a database refuses
 *     it.
 */
public record WebProperties(
    @DefaultValue("false") boolean causality, @DefaultValue("true") boolean problems) {}
