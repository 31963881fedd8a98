package dev.flexidb;

import dev.flexidb.error.ConnectFailedException;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Opens each connection with the credentials that a supplier gives for it. Thread-safe. */
final class SuppliedLogin implements ConnectionFactory {

  private final String database;
  private final Origin.Driver origin;
  private final Supplier<? extends Publisher<Credentials>> supplier;
  private final ConnectionFactoryMetadata metadata;
  private volatile @Nullable Login last;

  SuppliedLogin(
      String database,
      Origin.Driver origin,
      Supplier<? extends Publisher<Credentials>> supplier,
      ConnectionFactoryMetadata metadata) {
    this.database = database;
    this.origin = origin;
    this.supplier = supplier;
    this.metadata = metadata;
  }

  @Override
  public Mono<Connection> create() {
    return credentials().flatMap(this::login).flatMap(login -> Mono.from(login.factory().create()));
  }

  private Mono<Credentials> credentials() {
    return Mono.defer(() -> Mono.from(supplier.get()))
        .switchIfEmpty(Mono.error(() -> new NoSuchElementException("it gave no credentials")))
        .onErrorMap(
            failed -> ConnectFailedException.withoutCredentials(database, origin.server(), failed));
  }

  private Mono<Login> login(Credentials credentials) {
    Login known = last;
    return known != null && known.credentials().equals(credentials)
        ? Mono.just(known)
        : Mono.fromCallable(() -> remembered(credentials))
            // A driver that is made reads from its jar, and from the files of its certificates.
            .subscribeOn(Schedulers.boundedElastic());
  }

  private Login remembered(Credentials credentials) {
    Login made = new Login(credentials, origin.as(credentials).factory());
    last = made;
    return made;
  }

  @Override
  public ConnectionFactoryMetadata getMetadata() {
    return metadata;
  }

  private record Login(Credentials credentials, ConnectionFactory factory) {}
}
