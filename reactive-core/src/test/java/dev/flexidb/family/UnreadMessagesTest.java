package dev.flexidb.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpResources;

class UnreadMessagesTest {

  private static final Option<Object> LOOPS = Option.valueOf("loopResources");

  private static ConnectionFactoryOptions of(String driver) {
    return ConnectionFactoryOptions.parse("r2dbc:" + driver + "://localhost/app");
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "postgres"})
  void takesTheLoopsThatTheDriverWouldTake(String driver) {
    assertThat(UnreadMessages.released(of(driver)).getValue(LOOPS))
        .asInstanceOf(type(LoopResources.class))
        .satisfies(
            loops -> {
              assertThat(loops.onClient(true)).isSameAs(TcpResources.get().onClient(true));
              assertThat(loops.onClient(false)).isSameAs(TcpResources.get().onClient(false));
              assertThat(loops.daemon()).isEqualTo(TcpResources.get().daemon());
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"mysql", "mariadb", "h2"})
  void leavesOtherDriversAsTheyAre(String driver) {
    ConnectionFactoryOptions options = of(driver);
    assertThat(UnreadMessages.released(options)).isSameAs(options);
  }

  @Test
  void leavesToTheDriverWhatAreNoLoops() {
    ConnectionFactoryOptions options = of("postgresql").mutate().option(LOOPS, "none").build();
    assertThat(UnreadMessages.released(options)).isSameAs(options);
  }
}
