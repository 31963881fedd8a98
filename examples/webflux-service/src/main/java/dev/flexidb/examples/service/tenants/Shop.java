package dev.flexidb.examples.service.tenants;

import java.time.Instant;
import org.springframework.data.annotation.Id;

/** A tenant, as all of them share it. */
public record Shop(@Id String id, String name, Instant since) {}
