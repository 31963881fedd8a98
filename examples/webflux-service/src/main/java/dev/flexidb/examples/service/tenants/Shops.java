package dev.flexidb.examples.service.tenants;

import dev.flexidb.Database;
import dev.flexidb.error.UnknownTenantException;
import dev.flexidb.examples.service.sales.Sales;
import dev.flexidb.migrate.NoTenantException;
import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.spring.tenant.RememberedTenants;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;
import org.springframework.data.relational.core.query.Criteria;
import org.springframework.data.relational.core.query.Query;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes and removes shops. What it asks is in no tenant, so it is called by paths that are shared
 * ({@code flexidb.tenant.shared-paths}).
 */
@Service
class Shops {

  private final Database orders;
  private final SchemaManager schemas;
  private final R2dbcEntityTemplate shared;
  private final Sales sales;
  private final RememberedTenants remembered;

  Shops(
      @Qualifier("orders") Database orders,
      @Qualifier("orders") SchemaManager schemas,
      @Qualifier("orders") R2dbcEntityTemplate shared,
      Sales sales,
      RememberedTenants remembered) {
    this.orders = orders;
    this.schemas = schemas;
    this.shared = shared;
    this.sales = sales;
    this.remembered = remembered;
  }

  /**
   * Makes the shop's schema with all its tables, then enters the shop; errors with a
   * DuplicateKeyException if there is one of that id. Signing up again completes what was cut
   * short.
   */
  Mono<Shop> signUp(SignUp wanted) {
    Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.MICROS);
    return isEntered(wanted.id())
        .flatMap(
            taken ->
                taken
                    ? Mono.error(new DuplicateKeyException("There is such a shop"))
                    : schemas.provision(wanted.id()))
        .then(Mono.defer(() -> shared.insert(new Shop(wanted.id(), wanted.name(), now))))
        .doOnNext(shop -> remembered.forget(shop.id()));
  }

  Flux<Shop> all() {
    return shared.select(Shop.class).all();
  }

  /**
   * Drops all that the shop has, its entry at last: until then nobody else gets its id, and whose
   * removal was cut short may ask for it again. Errors with an UnknownTenantException if there is
   * no such shop.
   */
  Mono<Void> remove(String id) {
    return orders
        .schemaOf(id)
        .flatMap(schema -> schemas.deleteSchema(schema, schema.value()))
        .onErrorResume(
            error -> error instanceof UnknownTenantException || error instanceof NoTenantException,
            none -> isEntered(id).flatMap(left -> left ? Mono.empty() : Mono.error(none)))
        .then(Mono.defer(() -> sales.forget(id)))
        .then(Mono.defer(() -> shared.delete(by(id), Shop.class)))
        .doOnSuccess(gone -> remembered.forget(id))
        .then();
  }

  private Mono<Boolean> isEntered(String id) {
    return shared.exists(by(id), Shop.class);
  }

  private static Query by(String id) {
    return Query.query(Criteria.where("id").is(id));
  }
}
