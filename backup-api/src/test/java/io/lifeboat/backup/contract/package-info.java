/** Contract tests for the authors of dialects, storages and codecs: subclass one, run it. */
package io.lifeboat.backup.contract;
