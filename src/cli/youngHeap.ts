import v8 from 'node:v8';

/** V8's room for young objects counts both of its halves. Beyond this it is worth nothing: a first look at playwright or vite takes as long with 32 MB as with 128. */
const mostBytes = 32 * 1024 * 1024;
const lookEveryMs = 50;

function youngBytes(): number {
  return v8.getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
}

/**
 * Has V8 leave the room for young objects as it is once that is 32 MB. By itself it doubles it, up to 128 MB, whenever as much has outlived a collection as fits in, which comes to
 * pass in whatever runs for some seconds: a first look at playwright takes 310 MB in place of 380 to 405. V8's flags are those of the whole process: not for one that is
 * shared with others, as an extension host. Threads have limits of their own.
 */
export function keepYoungHeapSmall(): void {
  const timer = setInterval(() => {
    if (youngBytes() < mostBytes) return;
    clearInterval(timer);
    // Read whenever the room is about to grow.
    v8.setFlagsFromString('--semi-space-growth-factor=1');
  }, lookEveryMs);
  timer.unref();
}
