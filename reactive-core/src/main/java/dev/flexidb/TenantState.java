package dev.flexidb;

/** How far a tenant of a registry is. */
public enum TenantState {
  /** Its schema is there, with all that belongs into it. */
  ACTIVE,
  /** Its schema is being made, or was when that was cut short. */
  CREATING,
  /** Its schema is being dropped, or was when that was cut short. */
  DELETING,
  /** A migration failed half-way in it and has left something: it is to be repaired. */
  FAILED,
  /** Nobody's yet: a schema that was made ahead. */
  SPARE
}
