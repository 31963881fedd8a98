package dev.flexidb.family;

import java.util.Map;

/**
 * What a new connection has to be made ready for, where there are tenants.
 *
 * @param given whether its factory was given by the user, so that its options are not known
 * @param oneFlight whether a statement is to take its tenant along, where that is possible
 * @param neutralSettings the settings that are told with every tenant, with values that mean none
 */
public record TenantSetUp(boolean given, boolean oneFlight, Map<String, String> neutralSettings) {}
