package dev.flexidb.testing.junit;

import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.tenant.SchemaName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What one test has of its own, made when it is asked for. Thread-safe. */
final class TestScope implements AutoCloseable {

  private final ClassScope all;
  private final List<SchemaName> tenants = new ArrayList<>();

  /** On a server that others use as well, nobody else's. */
  private final String prefix =
      "t" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);

  private @Nullable ReactiveFlexiDb db;

  TestScope(ClassScope all) {
    this.all = all;
  }

  synchronized ReactiveFlexiDb db() {
    ReactiveFlexiDb made = db;
    if (made == null) {
      ReactiveFlexiDb.Builder builder = ReactiveFlexiDb.builder().closeGrace(Duration.ZERO);
      all.configs().forEach(builder::database);
      made = builder.build();
      db = made;
    }
    return made;
  }

  /** The tenant at this place, made in all databases that have tenants. */
  synchronized SchemaName tenant(int place) {
    while (tenants.size() <= place) {
      SchemaName tenant = new SchemaName(prefix + "_" + (tenants.size() + 1));
      tenants.add(tenant);
      Waiting.forEnd(sites().flatMap(site -> site.make(tenant)).then());
    }
    return tenants.get(place);
  }

  private Flux<Site> sites() {
    return Flux.fromIterable(all.sites().values()).filter(Site::hasTenants);
  }

  /** First the connections, which would hold the schemas; again it does nothing. */
  @Override
  public synchronized void close() {
    all.ended(this);
    ReactiveFlexiDb made = db;
    Mono<Void> connections = made == null ? Mono.empty() : made.close();
    Mono<Void> schemas =
        Flux.fromIterable(List.copyOf(tenants))
            .concatMapDelayError(
                tenant -> sites().flatMapDelayError(site -> site.drop(tenant), 8, 1))
            .then();
    tenants.clear();
    db = null;
    Waiting.forEnd(connections.then(schemas));
  }
}
