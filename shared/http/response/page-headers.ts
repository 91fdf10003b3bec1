/**
 * What the console's pages may load and do: their own scripts, styles, images and requests, and nothing else. Nothing
 * is taken from elsewhere, from inside a page, or from text that becomes code.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
];

/** A page copies to the clipboard, and needs nothing else of the machine that it runs on. */
const FEATURES = [
  'accelerometer=()',
  'camera=()',
  'clipboard-read=()',
  'clipboard-write=(self)',
  'display-capture=()',
  'geolocation=()',
  'gyroscope=()',
  'hid=()',
  'magnetometer=()',
  'microphone=()',
  'payment=()',
  'publickey-credentials-get=()',
  'serial=()',
  'usb=()',
];

/** Headers of every answer that a browser shows or runs. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY.join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': FEATURES.join(', '),
  'referrer-policy': 'no-referrer',
};

/** Headers of what the pages ask for. A browser that opens it by itself loads nothing for it, and frames it nowhere. */
export const DATA_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** For files whose names have the hash of their content. The common headers forbid to keep anything else. */
export const IMMUTABLE = 'public, max-age=31536000, immutable';
