package dev.flexidb.migrate;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A pooled connection that is not to be used again when whoever has it closes it. */
final class LastUse implements InvocationHandler {

  private final Connection pooled;
  private final Consumer<Connection> evict;

  /**
   * @param evict takes it out of its pool
   */
  LastUse(Connection pooled, Consumer<Connection> evict) {
    this.pooled = pooled;
    this.evict = evict;
  }

  Connection connection() {
    return (Connection)
        Proxy.newProxyInstance(
            LastUse.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    if (method.getName().equals("close") && !pooled.isClosed()) {
      evict.accept(pooled);
    }
    try {
      return method.invoke(pooled, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }
}
