import type { KerasLayer, LayerSpec, Shape } from '../networks/layer'
import { layerKind } from '../networks/layers'
import type { Network } from '../networks/network'

/** A layer as a node of a Keras graph; `inputs` name the nodes that it reads. */
export interface KerasNode extends KerasLayer {
  name: string
  inputs: string[]
}

export interface KerasWeight {
  /** Keras's name: `generator_2_conv2d/kernel`. */
  name: string
  /** The run's name for the same variable. */
  ours: string
  shape: readonly number[]
}

export interface KerasGraph {
  nodes: KerasNode[]
  weights: KerasWeight[]
}

/**
 * A network as a graph of Keras layers, in an order in which each comes after its inputs, with its weights in the same
 * order (trainable ones first within a layer, as Keras has them). A layer list is a chain; a layer that branches is as
 * many chains from its input, then the layer that joins them. Throws `FormatError` where Keras has no such layer.
 */
export function kerasGraph(network: Network): KerasGraph {
  const { id, input, layers, scheme } = network.spec
  const nodes = [inputNode(`${id}_input`, input)]
  const weights: KerasWeight[] = []
  const variables = [...network.variables]

  function addChain(prefix: string, chain: readonly LayerSpec[], from: string, given: Shape): string {
    let [last, shape] = [from, given]
    chain.forEach((layer, index) => {
      const name = `${prefix}_${index}_${layer.kind}`
      const kind = layerKind(layer.kind)
      const keras = kind.keras(layer, shape)
      if ('branches' in keras) {
        const ends = keras.branches.map((branch, i) => addChain(`${name}_${i}`, branch, last, shape))
        nodes.push({ name, inputs: ends, ...keras.join })
      } else {
        nodes.push({ name, inputs: [last], ...keras })
        for (const weight of kind.weights(layer, shape, scheme)) {
          const [ours, variable] = variables[weights.length]!
          weights.push({ name: `${name}/${weight.name}`, ours, shape: variable.shape })
        }
      }
      ;[last, shape] = [name, kind.outputShape(layer, shape)]
    })
    return last
  }

  addChain(id, layers, nodes[0]!.name, input)
  return { nodes, weights }
}

function inputNode(name: string, shape: Shape): KerasNode {
  const config = { batch_input_shape: [null, ...shape], dtype: 'float32', sparse: false }
  return { name, className: 'InputLayer', config, inputs: [] }
}

/** The graph as a Keras functional model, in Keras's own JSON. */
export function kerasTopology(id: string, { nodes }: KerasGraph): Record<string, unknown> {
  const layers = nodes.map(({ name, className, config, inputs }) => ({
    name,
    class_name: className,
    config: { ...config, name, trainable: true },
    inbound_nodes: inputs.length ? [inputs.map((input) => [input, 0, 0, {}])] : [],
  }))
  return {
    class_name: 'Functional',
    config: {
      name: id,
      layers,
      input_layers: [[nodes[0]!.name, 0, 0]],
      output_layers: [[nodes.at(-1)!.name, 0, 0]],
    },
    keras_version: '2.15.0',
    backend: 'tensorflow',
  }
}

/** What makes two layers compute alike, given equal weights: "Conv2D", "Activation(tanh)"; without the inputs. */
export function layerSignature(
  layers: readonly { className: string; config: Record<string, unknown> }[],
): string[] {
  return layers
    .filter(({ className }) => className !== 'InputLayer')
    .map(({ className, config }) => {
      const { activation } = config
      return typeof activation === 'string' && activation !== 'linear'
        ? `${className}(${activation})`
        : className
    })
}
