import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/**
 * Cross-origin isolation gives the worker SharedArrayBuffer and threads; the content-security-policy
 * forbids every outside request ('unsafe-inline' is for style attributes only, 'wasm-unsafe-eval' compiles kernels).
 */
const headers = (dev: boolean): Record<string, string> => ({
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  ...(dev
    ? {}
    : {
        'Content-Security-Policy':
          "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; " +
          "img-src 'self' data: blob:; font-src 'self'; style-src 'self' 'unsafe-inline'; manifest-src 'self'; " +
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      }),
})

export default defineConfig({
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  optimizeDeps: {
    include: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-webgl', '@tensorflow/tfjs-backend-cpu'],
  },
  server: { headers: headers(true) },
  preview: { headers: headers(false) },
  build: { target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 2000, sourcemap: false },
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    exclude: ['tests/e2e/**', 'node_modules/**'],
    // Bundled once for all test files: one copy of tfjs (registries are filled by deep imports), read in a moment.
    deps: {
      optimizer: {
        ssr: {
          enabled: true,
          include: [
            '@tensorflow/tfjs',
            '@tensorflow/tfjs-core',
            '@tensorflow/tfjs-core/dist/register_all_gradients',
            '@tensorflow/tfjs-backend-cpu',
          ],
        },
      },
    },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
