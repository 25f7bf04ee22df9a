/** Of this package; goes into the user agent. */
export const VERSION = '0.1.0';
