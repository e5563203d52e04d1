"""The library in the package is of one machine: the wheel says so, and is of no version of Python."""
from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel


class MachineWheel(bdist_wheel):
    def get_tag(self):
        return "py3", "none", super().get_tag()[2]


class MachineDistribution(Distribution):
    def has_ext_modules(self):
        return True


setup(distclass=MachineDistribution, cmdclass={"bdist_wheel": MachineWheel})
