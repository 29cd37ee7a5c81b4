// How many answers stay right with maps switched off, and how important each map is by itself.

const DIGITS = 10;
const UNKNOWN_ANSWER = 254;
const Z95 = 1.959963984540054; // as in cnn_core/scores.py

/** Answers to labelled images as far as they are known; its generators yield after each pass. */
class LesionMeasure {
  maps; // how many there are
  done = 0; // images whose answers with the present maps off are known
  weighed = 0; // images on which each map has been switched off by itself
  now; // answers with these maps off
  intact; // answers with none off
  #network;
  #labels;
  #none; // the plan with no maps off
  #intactRight = 0; // right answers with none off, of the images that are weighed
  #right; // by map: with it alone off
  #trust; // by map: the same images' probabilities of the right class, summed

  /** @param {LesionedNetwork} network @param {Uint8Array} labels of its images */
  constructor(network, labels) {
    this.#network = network;
    this.maps = network.channels;
    this.#labels = labels;
    this.#none = network.plan([]);
    this.now = new Uint8Array(labels.length);
    this.intact = new Uint8Array(labels.length).fill(UNKNOWN_ANSWER);
    this.#right = new Uint32Array(network.channels);
    this.#trust = new Float64Array(network.channels);
  }

  /** Answer all images with these maps (from 0) off; what was known with others off is void. */
  *switchOff(off) {
    this.done = 0;
    const plan = this.#network.plan(off);
    while (this.done < this.#labels.length) {
      const image = this.done;
      const intact = this.#answerIntact(image);
      this.now[image] = off.length ? answerOf(this.#network.outputs(image, plan)) : intact;
      this.done += 1;
      yield;
    }
  }

  /** Switch off each map by itself, image after image; goes on with the first one not yet done. */
  *weigh() {
    const plans = [...this.#right.keys()].map((map) => this.#network.plan([map]));
    while (this.weighed < this.#labels.length) {
      const label = this.#labels[this.weighed];
      const found = [];
      for (const plan of plans) {
        const outputs = this.#network.outputs(this.weighed, plan);
        found.push([answerOf(outputs) === label, outputs[label]]);
        yield;
      }
      found.forEach(([isRight, probability], map) => {
        this.#right[map] += isRight;
        this.#trust[map] += probability;
      });
      this.#intactRight += this.#answerIntact(this.weighed) === label;
      this.weighed += 1;
    }
  }

  #answerIntact(image) {
    if (this.intact[image] === UNKNOWN_ANSWER)
      this.intact[image] = answerOf(this.#network.outputs(image, this.#none));
    return this.intact[image];
  }

  /** Share of the weighed images that a map alone, switched off, costs; below 0: it gains some. */
  lost(map) {
    return (this.#intactRight - this.#right[map]) / this.weighed;
  }

  /**
   * All maps, the least important first: by right answers with the map alone off; among equals by
   * the probability of the right class.
   */
  order() {
    const [right, trust] = [this.#right, this.#trust];
    const maps = [...right.keys()];
    return maps.sort((a, b) => right[b] - right[a] || trust[b] - trust[a] || a - b);
  }
}

/** By class: images among the first `count`, and how many of them are answered right. */
function tally(labels, answers, count) {
  const right = new Array(DIGITS).fill(0);
  const of = new Array(DIGITS).fill(0);
  for (let image = 0; image < count; image++) {
    of[labels[image]] += 1;
    if (answers[image] === labels[image]) right[labels[image]] += 1;
  }
  return { right, of };
}

/** 95 % interval [low, high] of a share, 0 to 1, after `right` hits in `total` > 0; see scores.py. */
function wilson(right, total) {
  const share = right / total;
  const weight = Z95 ** 2 / total;
  const centre = (share + weight / 2) / (1 + weight);
  const spread = (share * (1 - share)) / total + weight / (4 * total);
  const half = (Z95 / (1 + weight)) * Math.sqrt(spread);
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
