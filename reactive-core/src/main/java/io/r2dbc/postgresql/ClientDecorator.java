package io.r2dbc.postgresql;

import io.netty.buffer.ByteBufAllocator;
import io.r2dbc.postgresql.client.Client;
import io.r2dbc.postgresql.client.ConnectionContext;
import io.r2dbc.postgresql.client.TransactionStatus;
import io.r2dbc.postgresql.client.Version;
import io.r2dbc.postgresql.message.backend.NotificationResponse;
import io.r2dbc.postgresql.message.frontend.FrontendMessage;
import java.util.Optional;
import java.util.TimeZone;
import java.util.function.Consumer;
import org.jspecify.annotations.NullMarked;
import org.reactivestreams.Subscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** A client of the driver that leaves everything but the exchange of messages to another one. */
@NullMarked
abstract class ClientDecorator implements Client {

  final Client client;

  ClientDecorator(Client client) {
    this.client = client;
  }

  @Override
  public Disposable addNotificationListener(Consumer<NotificationResponse> consumer) {
    return client.addNotificationListener(consumer);
  }

  @Override
  public void addNotificationListener(Subscriber<NotificationResponse> consumer) {
    client.addNotificationListener(consumer);
  }

  @Override
  public Mono<Void> close() {
    return client.close();
  }

  @Override
  public void send(FrontendMessage message) {
    client.send(message);
  }

  @Override
  public ByteBufAllocator getByteBufAllocator() {
    return client.getByteBufAllocator();
  }

  @Override
  public ConnectionContext getContext() {
    return client.getContext();
  }

  @Override
  public Optional<Integer> getProcessId() {
    return client.getProcessId();
  }

  @Override
  public Scheduler getScheduler() {
    return client.getScheduler();
  }

  @Override
  public Optional<Integer> getSecretKey() {
    return client.getSecretKey();
  }

  @Override
  public Optional<TimeZone> getTimeZone() {
    return client.getTimeZone();
  }

  @Override
  public TransactionStatus getTransactionStatus() {
    return client.getTransactionStatus();
  }

  @Override
  public Version getVersion() {
    return client.getVersion();
  }

  @Override
  public boolean isConnected() {
    return client.isConnected();
  }

  @Override
  public Mono<Void> cancelRequest() {
    return client.cancelRequest();
  }
}
