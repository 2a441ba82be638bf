import { Logger } from '@nestjs/common';

/** Says in the log when the store begins to fail, once for each reason, and when it works again. */
export class StoreLog {
  private readonly logger = new Logger('store');
  private readonly said = new Set<string>();

  /** `reason`: undefined when the store works again. */
  tell(reason: string | undefined): void {
    if (reason === undefined) {
      this.said.clear();
      this.logger.log('The store works again, and daggyd goes on');
    } else if (!this.said.has(reason)) {
      this.said.add(reason);
      this.logger.warn(`Nothing can be recorded at present: ${reason}`);
    }
  }
}
