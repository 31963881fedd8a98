package dev.flexidb.pooling;

import dev.flexidb.tenant.SchemaName;
import io.r2dbc.spi.Connection;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/** A caller of one tenant, who keeps what it is given, also when it has given up. */
final class AdmittedCaller implements CoreSubscriber<Lease> {

  private static final SchemaName TENANT = new SchemaName("tenant");

  private volatile @Nullable Lease lease;
  private Subscription subscription = Operators.emptySubscription();

  /** Of a pool with so many connections, which one tenant may have all of. */
  static FairShares shares(int connections) {
    return new FairShares(
        "app",
        connections,
        connections,
        10,
        waiting -> {
          throw new IllegalStateException("the queue has room");
        });
  }

  static AdmittedCaller asking(FairShares shares) {
    AdmittedCaller caller = new AdmittedCaller();
    shares
        .admission(
            TENANT,
            Mono.fromSupplier(() -> new PhysicalConnection(driver())),
            (connection, back) -> new Lease(connection, Mono.empty(), returned -> back.run()))
        .subscribe(caller);
    return caller;
  }

  private static Connection driver() {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> Mono.empty());
  }

  boolean isServed() {
    return lease != null;
  }

  void giveUp() {
    subscription.cancel();
  }

  void giveBack() {
    Lease held = lease;
    if (held != null) {
      held.release().subscribe();
    }
  }

  @Override
  public void onSubscribe(Subscription s) {
    subscription = s;
    s.request(1);
  }

  @Override
  public void onNext(Lease arrived) {
    lease = arrived;
  }

  @Override
  public void onError(Throwable error) {}

  @Override
  public void onComplete() {}
}
