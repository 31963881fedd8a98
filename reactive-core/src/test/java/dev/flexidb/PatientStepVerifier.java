package dev.flexidb;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.loading.ClassReloadingStrategy;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Lets StepVerifier wait without a busy core. It looks for its next step every 10 ns (reactor-core
 * issue 4054), which takes the processor from the event loops and the servers that it waits for;
 * here it looks every millisecond. The end of what it verifies wakes it at once, as before.
 */
public final class PatientStepVerifier implements LauncherSessionListener {

  private static final String SUBSCRIBER =
      "reactor.test.DefaultStepVerifierBuilder$DefaultVerifySubscriber";

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    ByteBuddyAgent.install();
    try {
      Class<?> subscriber = Class.forName(SUBSCRIBER);
      new ByteBuddy()
          .redefine(subscriber)
          .visit(Advice.to(BetweenSteps.class).on(named("waitTaskEvent")))
          .make()
          .load(subscriber.getClassLoader(), ClassReloadingStrategy.fromInstalledAgent());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("Another reactor-test: see whether it still spins", e);
    }
  }

  /** Copied to the end of the method that runs the steps that are due. */
  static final class BetweenSteps {

    private BetweenSteps() {}

    @Advice.OnMethodExit
    static void pause(@Advice.FieldValue("completeLatch") CountDownLatch ended)
        throws InterruptedException {
      boolean unused = ended.await(1, TimeUnit.MILLISECONDS);
    }
  }
}
