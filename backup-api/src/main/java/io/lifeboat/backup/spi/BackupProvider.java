package io.lifeboat.backup.spi;

/**
 * What a plugin offers to the core.
 *
 * <p>Found by {@link java.util.ServiceLoader} under its own kind ({@link DialectProvider}, {@link
 * StorageProvider}, {@link CodecProvider}). A provider has a public constructor without parameters
 * that does nothing. Being found activates nothing: the host names what it wants to use.
 */
public sealed interface BackupProvider permits DialectProvider, StorageProvider, CodecProvider {

  /**
   * The level of the contracts of this release. A constant, so that the value a plugin was compiled
   * against is in its class file.
   */
  int API_LEVEL = 1;

  /**
   * Return the name a host uses.
   *
   * @return lower-case letters, digits and dashes; unique among the providers of its kind
   */
  String id();

  /**
   * Return the level this provider was built for.
   *
   * @return always {@code return API_LEVEL;}
   */
  int apiLevel();
}
