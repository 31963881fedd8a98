package dev.flexidb.family;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import reactor.netty.resources.LoopResources;

/** Of each that differs Reactor Netty keeps something for ever, also of databases that are gone. */
class DiscardingLoopsTest {

  @Test
  void areTheSameForAllDatabasesOnTheSameLoops() {
    LoopResources users = LoopResources.create("users");

    assertThat(DiscardingLoops.around(null))
        .isEqualTo(DiscardingLoops.around(null))
        .hasSameHashCodeAs(DiscardingLoops.around(null))
        .isNotEqualTo(DiscardingLoops.around(users));
    assertThat(DiscardingLoops.around(users))
        .isEqualTo(DiscardingLoops.around(users))
        .hasSameHashCodeAs(DiscardingLoops.around(users));
  }

  @Test
  void areNotMadeAroundWhatIsNone() {
    assertThat(DiscardingLoops.around("loops")).isNull();
  }
}
