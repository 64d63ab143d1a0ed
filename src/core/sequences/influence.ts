// Real-time recurrent learning (Williams and Zipser 1989). The influence S_t[p,:] = ∂h_t/∂θ_p of every parameter on the state,
// of each row b of the minibatch, is carried forward in time:
//   S_t[p,:] = φ′(h_t) ⊙ (W_hh·S_{t−1}[p,:] + e_{j(p)}·u_t(p)),   gradient[p] (+)= Σ_t Σ_b S_t[p,:]·dh_t,
// where dh_t is the gradient of the losses at t alone. θ_p adds u_t(p) times itself to the pre-activation of unit j(p):
//   tokens:  θ = table (N,H) whose row x_t is added, p = (v,j): u = 1 where x_t = v;
//   states:  θ = W_hh (H,N = H), p = (j,k): u = h_{t−1}[k].

import { INFLUENCE_ROWS, PANEL_COLUMNS, TILE_ROWS } from "../constants";
import { stopRequested } from "../control";
import { loadLanes, storeLanes } from "../lanes";
import { fill } from "../pointwise/arithmetic";
import { gemm } from "../products/matmul";
import { multiplyAdd, sumLanes } from "../vectorMath";
import { slopeOf } from "./activation";

/** φ′ (H) in terms of h (H). */
function slopes(h: usize, out: usize, H: i32, activation: i32): void {
  for (let i = 0; i < H; i += 4) {
    storeLanes(out + (i << 2), slopeOf(activation, loadLanes(h + (i << 2), H - i)), H - i);
  }
}

/** row (H) ⊙= slope (H); returns row·dh. */
// @inline
function finishRow(row: usize, slope: usize, dh: usize, H: i32): f32 {
  let sums = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= H; i += 4) {
    const at: usize = i << 2;
    const s = f32x4.mul(v128.load(row + at), v128.load(slope + at));
    v128.store(row + at, s);
    sums = multiplyAdd(s, v128.load(dh + at), sums);
  }
  let sum = sumLanes(sums);
  for (; i < H; i++) {
    const at: usize = i << 2;
    const s = load<f32>(row + at) * load<f32>(slope + at);
    store<f32>(row + at, s);
    sum += s * load<f32>(dh + at);
  }
  return sum;
}

/**
 * hs, dhs (T,B,H), packedW is W_hhᵀ packed for (K=H, N=H), h0 (B,H), tokens (T,B) or null for the states' form, before and after
 * (B,N·H,H) the influence at the window's ends, gradient (N,H), or (H,N): as many numbers. A block of rows of the influence goes
 * through all time steps while it is near: it is read and written once a window. `scratch` holds an edge tile, φ′ (H) and two
 * blocks (INFLUENCE_ROWS,H). False when stopped.
 */
export function influence(
  hs: usize,
  dhs: usize,
  packedW: usize,
  h0: usize,
  tokens: usize,
  before: usize,
  after: usize,
  gradient: usize,
  T: i32,
  B: i32,
  H: i32,
  N: i32,
  activation: i32,
  accumulate: bool,
  scratch: usize,
): bool {
  const P = N * H;
  const row: usize = H << 2;
  const slope = scratch + ((TILE_ROWS * PANEL_COLUMNS) << 2);
  const first = slope + (((H + 15) & -16) << 2);
  const second = first + (INFLUENCE_ROWS as usize) * row;
  if (!accumulate) fill(gradient, 0, P);
  for (let b = 0; b < B; b++) {
    for (let p = 0; p < P; p += INFLUENCE_ROWS) {
      if (stopRequested()) return false;
      const rows = min(INFLUENCE_ROWS, P - p);
      const place = ((b * P + p) as usize) * row;
      let from = before + place;
      for (let t = 0; t < T; t++) {
        const to = t === T - 1 ? after + place : t & 1 ? second : first;
        const at: usize = ((t * B + b) as usize) * row;
        const h = hs + at;
        gemm(from, H, packedW, 0, 0, to, H, rows, H, H, scratch);
        if (tokens) {
          // Rows (x_t, j) of this block.
          const symbol = load<i32>(tokens + ((t * B + b) << 2)) * H;
          const end = min(symbol + H, p + rows);
          for (let q = max(symbol, p); q < end; q++) {
            const element = to + ((q - p) as usize) * row + ((q - symbol) << 2);
            store<f32>(element, load<f32>(element) + 1);
          }
        } else {
          const u = t ? h - (B as usize) * row : h0 + (b as usize) * row;
          let j = p / N,
            k = p % N;
          for (let q = 0; q < rows; q++) {
            const element = to + (q as usize) * row + (j << 2);
            store<f32>(element, load<f32>(element) + load<f32>(u + (k << 2)));
            if (++k === N) {
              k = 0;
              j++;
            }
          }
        }
        slopes(h, slope, H, activation);
        for (let q = 0; q < rows; q++) {
          const g = gradient + ((p + q) << 2);
          store<f32>(g, load<f32>(g) + finishRow(to + (q as usize) * row, slope, dhs + at, H));
        }
        from = to;
      }
    }
  }
  return true;
}
