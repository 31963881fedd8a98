package dev.flexidb.testing.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.platform.testkit.engine.EngineTestKit;

@Isolated("it has as many threads as it asks for")
class BesideEachOtherTest {

  @Test
  void classesOfOneServerKeepOutOfEachOthersWay() {
    EngineTestKit.engine("junit-jupiter")
        .selectors(
            selectClass(Concurrent.First.class),
            selectClass(Concurrent.Second.class),
            selectClass(Concurrent.OneInstance.class),
            selectClass(Concurrent.WithArguments.class))
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
        .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
        .configurationParameter(
            "junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
        .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
        .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "6")
        .execute()
        .testEvents()
        .assertStatistics(stats -> stats.succeeded(13).failed(0).aborted(0).skipped(0));
  }
}
