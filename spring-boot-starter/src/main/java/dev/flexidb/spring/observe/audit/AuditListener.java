package dev.flexidb.spring.observe.audit;

/**
 * Is told what was done to schemas and, where {@code flexidb.observe.audit-statements} is set, of
 * statements. Beans of this type are told beside the log and Spring Boot's audit events, one action
 * after the other, on a thread that may block; what they throw is logged.
 */
@FunctionalInterface
public interface AuditListener {

  void onAction(AuditedAction action);
}
