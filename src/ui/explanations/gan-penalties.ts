import type { Part } from './explanation'

const slopeOne = 'λ 𝔼_x̃ (‖∇D(x̃)‖ − 1)^2'

/** Penalties on D's slope: the setting that turns each on, and what it adds to D's loss. */
export const ganPenalties: (Part & { setting: string; formula: string; term: string })[] = [
  {
    setting: 'gradientPenalty',
    title: 'Gradient penalty',
    term: slopeOne,
    formula: 'x̃ = ε x + (1 − ε) G(z), "   " ε ∼ U(0, 1)',
    text:
      'Between each real example and a sample a point x̃ is picked, and there D’s slope is asked to be 1. That makes the critic ' +
      'a fair measure of distance, with a slope for G to follow everywhere. In the curves the penalty rises while D takes ' +
      'shape and settles low; λ = 10 for images, 0.1 to 1 on the plane.',
    source: 'Gulrajani et al. 2017',
  },
  {
    setting: 'r1',
    title: 'R₁ penalty',
    term: 'frac{γ_1}{2} 𝔼_x ‖∇D(x)‖^2',
    formula: 'R_1 = frac{1}{2} 𝔼_x ‖∇D(x)‖^2',
    text:
      'D is to be flat at the real data. Near the end, when samples lie on the data, nothing then pushes them off again: the ' +
      'game comes to rest instead of circling. Too large a γ and D sees nothing.',
    source: 'Mescheder et al. 2018',
  },
  {
    setting: 'r2',
    title: 'R₂ penalty',
    term: 'frac{γ_2}{2} 𝔼_z ‖∇D(G(z))‖^2',
    formula: 'R_2 = frac{1}{2} 𝔼_z ‖∇D(G(z))‖^2',
    text: 'The same at the samples. With the relativistic loss both are needed: R₁ alone lets D grow steep where G is still lost.',
    source: 'Mescheder et al. 2018; Huang et al. 2024',
  },
  {
    setting: 'dragan',
    title: 'DRAGAN penalty',
    term: slopeOne,
    formula: 'x̃ = x + "noise"',
    text: 'A slope of 1 is asked for around the real examples only, where sharp peaks of D would make G jump from mode to mode.',
    source: 'Kodali et al. 2017',
  },
]
