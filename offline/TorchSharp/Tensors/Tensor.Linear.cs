using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    // Products and linear algebra.
    public partial class Tensor
    {
        public Tensor matmul(Tensor target) => Op.matmul.With(this).With(target).Tensor();

        public Tensor mm(Tensor target) => Op.mm.With(this).With(target).Tensor();

        public Tensor bmm(Tensor batch2) => Op.bmm.With(this).With(batch2).Tensor();

        public Tensor mv(Tensor target) => Op.mv.With(this).With(target).Tensor();

        public Tensor dot(Tensor target) => Op.dot.With(this).With(target).Tensor();

        public Tensor vdot(Tensor target) => Op.vdot.With(this).With(target).Tensor();

        public Tensor inner(Tensor vec2) => Op.inner.With(this).With(vec2).Tensor();

        public Tensor outer(Tensor vec2) => Op.outer.With(this).With(vec2).Tensor();

        public Tensor ger(Tensor vec2) => Op.ger.With(this).With(vec2).Tensor();

        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Op.addmm.With(this).With(mat1).With(mat2).With(beta).With(alpha).Tensor();

        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Op.addmm_.With(this).With(mat1).With(mat2).With(beta).With(alpha).InPlace(this);

        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) =>
            Op.addmv.With(this).With(mat).With(vec).With(beta).With(alpha).Tensor();

        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Op.baddbmm.With(this).With(batch1).With(batch2).With(beta).With(alpha).Tensor();

        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Op.addbmm.With(this).With(batch1).With(batch2).With(beta).With(alpha).Tensor();

        public Tensor addr(Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) =>
            Op.addr.With(this).With(vec1).With(vec2).With(beta).With(alpha).Tensor();

        public Tensor kron(Tensor other) => Op.kron.With(this).With(other).Tensor();

        public Tensor trace() => Op.trace.With(this).Tensor();

        public Tensor det() => Op.det.With(this).Tensor();

        public Tensor inverse() => Op.inverse.With(this).Tensor();

        public Tensor matrix_power(int n) => Op.matrix_power.With(this).With(n).Tensor();

        public Tensor matrix_exp() => Op.matrix_exp.With(this).Tensor();

        public Tensor cov(long correction = 1, Tensor? fweights = null, Tensor? aweights = null) =>
            Op.cov.With(this).With(correction).With(fweights).With(aweights).Tensor();

        public Tensor corrcoef() => Op.corrcoef.With(this).Tensor();

        public Tensor dist(Tensor other, float p = 2) => Op.dist.With(this).With(other).With(p).Tensor();

        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2) => Op.tensordot.With(this).With(b).With(dims1).With(dims2).Tensor();

        public Tensor cholesky(bool upper = false) => Op.cholesky.With(this).With(upper).Tensor();

        public Tensor T => Op.numpy_T.With(this).Tensor();

        public Tensor mT => transpose(-2, -1);
    }
}
