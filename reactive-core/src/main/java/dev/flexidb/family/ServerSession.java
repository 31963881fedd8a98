package dev.flexidb.family;

/**
 * What a server calls one of its connections, so that another connection can speak of it.
 *
 * @param id its number, as this server counts
 * @param server which server counts so: behind one address there may be many
 * @param mariaDb whether it is MariaDB, whatever the driver is
 */
record ServerSession(long id, String server, boolean mariaDb) {}
