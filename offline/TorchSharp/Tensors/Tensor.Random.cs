using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    // Random numbers.
    public partial class Tensor
    {
        public Tensor bernoulli(Generator? generator = null) => Op.bernoulli.With(this).With(generator).Tensor();

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) =>
            Op.bernoulli__float.With(this).With(p).With(generator).InPlace(this);

        public Tensor bernoulli_(Tensor p, Generator? generator = null) =>
            Op.bernoulli__Tensor.With(this).With(p).With(generator).InPlace(this);

        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) =>
            Op.normal_.With(this).With(mean).With(std).With(generator).InPlace(this);

        public Tensor uniform_(double from, double to, Generator? generator = null) =>
            Op.uniform_.With(this).With(from).With(to).With(generator).InPlace(this);

        public Tensor exponential_(double lambda = 1, Generator? generator = null) =>
            Op.exponential_.With(this).With(lambda).With(generator).InPlace(this);

        public Tensor geometric_(double p, Generator? generator = null) => Op.geometric_.With(this).With(p).With(generator).InPlace(this);

        public Tensor log_normal_(double mean = 0, double std = 1, Generator? generator = null) =>
            Op.log_normal_.With(this).With(mean).With(std).With(generator).InPlace(this);

        public Tensor cauchy_(double median = 0, double sigma = 1, Generator? generator = null) =>
            Op.cauchy_.With(this).With(median).With(sigma).With(generator).InPlace(this);

        public Tensor random_(double from, double to, Generator? generator = null) =>
            Op.random__from.With(this).With((long)from).With((long)to).With(generator).InPlace(this);

        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) =>
            Op.multinomial.With(this).With(num_samples).With(replacement).With(generator).Tensor();

        public Tensor poisson(Generator? generator = null) => Op.poisson.With(this).With(generator).Tensor();

        public Tensor binomial(Tensor prob, Generator? generator = null) => Op.binomial.With(this).With(prob).With(generator).Tensor();

        public Tensor rand_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Op.rand_like.With(this).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Op.randn_like.With(this).WithOptions(dtype, device).Tensor().requires_grad_(requires_grad);

        public Tensor randint_like(long low, long high, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Op.randint_like.With(this).With(low).With(high).With(dtype).With(device).With(requires_grad).Tensor();
    }
}
