package dev.flexidb.connection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import reactor.core.publisher.Operators;

@JCStressTest
@Description("Items arrive while their reader gives up: each is told or discarded.")
@Outcome(id = "0 told, 2 discarded", expect = ACCEPTABLE, desc = "It saw nothing.")
@Outcome(id = "1 told, 1 discarded", expect = ACCEPTABLE, desc = "It saw one.")
@Outcome(id = "2 told, 0 discarded", expect = ACCEPTABLE, desc = "It saw both.")
@State
public class DeliveryCancelStress {

  private final Heard heard = new Heard();
  private final Delivery<Integer> delivery = new Delivery<>(heard);

  public DeliveryCancelStress() {
    delivery.begin(Operators.emptySubscription());
    delivery.request(2);
  }

  @Actor
  public void driver() {
    delivery.offer(1);
    delivery.offer(2);
    delivery.end(null);
  }

  @Actor
  public void reader() {
    delivery.cancel();
  }

  @Arbiter
  public void look(L_Result result) {
    result.r1 = heard.count() + " told, " + heard.discarded() + " discarded";
  }
}
