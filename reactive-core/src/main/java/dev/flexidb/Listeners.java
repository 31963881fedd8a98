package dev.flexidb;

import java.util.List;
import java.util.function.Consumer;

/** All listeners of one service; none keeps another waiting. Thread-safe. */
final class Listeners {

  /** How many events may wait for a listener before queries are left out. */
  private static final int MOST_QUERIES = 500;

  /** How many may wait before errors and retries are left out. */
  private static final int MOST_NEWS = 1_000;

  /** How many may wait before everything is. */
  private static final int MOST = 10_000;

  private final List<ListenerQueue> queues;
  private final StatementObservers observers;

  Listeners(List<FlexiDbListener> listeners, List<StatementObserver> observers) {
    this.queues = listeners.stream().map(ListenerQueue::new).toList();
    this.observers = new StatementObservers(observers);
  }

  /** Who stands beside statements, and is not told later. */
  StatementObservers observers() {
    return observers;
  }

  /** Of what happens as often as there are calls. */
  void tellNews(Consumer<FlexiDbListener> event) {
    tell(event, MOST_NEWS);
  }

  /** Whether any of them is told of queries. */
  boolean listenToQueries() {
    return queues.stream().anyMatch(ListenerQueue::listensToQueries);
  }

  /** Of what happens with each statement. */
  void tellQuery(QueryEvent event) {
    for (ListenerQueue queue : queues) {
      if (queue.listensToQueries()) {
        queue.tell(listener -> listener.onQuery(event), MOST_QUERIES);
      }
    }
  }

  /** Of what others build on. */
  void tellChange(Consumer<FlexiDbListener> event) {
    tell(event, MOST);
  }

  private void tell(Consumer<FlexiDbListener> event, int most) {
    for (ListenerQueue queue : queues) {
      queue.tell(event, most);
    }
  }
}
