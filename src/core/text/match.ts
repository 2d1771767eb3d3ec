/** A stretch of `a` that is equal to a stretch of `b`. */
export interface Match {
  readonly aStart: number;
  readonly bStart: number;
  readonly length: number;
}
